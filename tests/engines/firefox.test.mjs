// The main job in Firefox.

import { openFirefox } from "./bidi.mjs";
import { smoke } from "./smoke.mjs";

smoke("firefox", openFirefox);
