"""What bootstrap.py does, in parts; standard library alone, Python 3.8 and newer."""
