// The main job in WebKitGTK.

import { smoke } from "./smoke.mjs";
import { openWebKit } from "./webdriver.mjs";

smoke("webkit", openWebKit);
