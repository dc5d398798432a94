"""The ASGI application that uvicorn serves."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lookfar.web.settings")
# WhiteNoise reads its small files synchronously, which Django mentions at every one.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
_django = get_asgi_application()

from lookfar.config import read_config  # noqa: E402 - Django is ready now
from lookfar.flow.answered import read_beside  # noqa: E402
from lookfar.web.gate import Gate  # noqa: E402
from lookfar.web.lanes import lane_of, refuse, rooms  # noqa: E402

read_beside()
application = Gate(
    _django, rooms(max(1, read_config().number("LOOKFAR_WEB_AT_ONCE"))), lane_of=lane_of, refuse=refuse
)
