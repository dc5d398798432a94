"""The ASGI application that uvicorn serves."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
"""WhiteNoise hands files over in small pieces, read synchronously; they are small."""
application = get_asgi_application()
