"""What the pages share: everything that may import Streamlit."""
