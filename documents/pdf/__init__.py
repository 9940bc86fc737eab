"""Pages the product sets itself: the body rendition and the controlled PDF."""
