"""Questions of readers to the owner of a document, as pages show them."""
