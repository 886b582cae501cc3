"""The steps that make installers. Every file says what it makes; `packaging/build_package.py` has the order."""
