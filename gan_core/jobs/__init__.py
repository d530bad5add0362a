"""Long work as a process and a folder. Nothing here knows what a GAN is."""
