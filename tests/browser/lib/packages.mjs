// The npm packages, which are kept outside of the sources.

import { createRequire } from "node:module";
import { join } from "node:path";

export const require = createRequire(join(process.env.ROUTEX_BROWSER_PACKAGES, "package.json"));
