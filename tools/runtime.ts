// How Pulumi's language host starts a program: https://www.pulumi.com/docs/iac/languages-sdks/javascript/#run-options
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

interface Options {
    readonly typescript?: boolean;
    readonly nodeargs?: string;
}

/** What a program's Pulumi.yaml says under `runtime`, as arguments and environment of node. */
export function runtimeOf(root: string): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
    const { runtime } = parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
        readonly runtime: string | { readonly options?: Options };
    };
    const { typescript = true, nodeargs = "" } = (typeof runtime === "object" && runtime.options) || {};
    return {
        args: nodeargs.split(" ").filter((arg) => arg !== ""),
        env: { PULUMI_NODEJS_TYPESCRIPT: String(typescript) },
    };
}
