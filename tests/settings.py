"""Settings of the tests: those of the portal in the mode "test", whatever the machine says."""

import os

os.environ["MODE"] = "test"

from cluster_selection.settings import *  # noqa: F403
