// The browser that is installed here; none is fetched.
import { existsSync } from "node:fs";

import type { Context } from "mocha";
import { chromium, type Browser } from "playwright-core";

import { skipBecause } from "../support/skip";

const CHROMIUM = "/usr/bin/chromium";
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** @param home for its crash reports, which it keeps at home */
export async function launch(context: Context, home: string): Promise<Browser> {
    if (!existsSync(CHROMIUM)) skipBecause(context, "no chromium in /usr/bin");
    return chromium.launch({
        executablePath: CHROMIUM,
        env: { ...(process.env as Record<string, string>), HOME: home },
        args: ["--headless", "--no-sandbox", "--disable-gpu", ...QUIET],
    });
}
