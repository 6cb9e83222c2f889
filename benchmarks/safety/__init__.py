"""The score in public: vignettes written from the evidence alone, and the run over them."""
