"""What docker-compose.yml runs beside the product itself."""
