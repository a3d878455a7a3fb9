"""The words of the interface: Chinese text is the key, Flask-Babel finds the translation.

Engines and tables take their words from here, so that none of them needs to know Flask.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

__all__ = ["_", "_l"]
