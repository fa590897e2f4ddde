import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The tests' own stacks, which go through their whole life. */
export const rootStacks = ["staging", "prod"] as const;

/** Settings of one stack that lie elsewhere: `pulumi up --config-file`. */
export interface ExampleStack {
    readonly name: string;
    /** Relative to the repository. */
    readonly configFile: string;
}

/** Every stack file of every example, so that a new example is proved without a change here. */
export function everyExampleStack(): ExampleStack[] {
    const root = resolve(__dirname, "../../..");
    return readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
        .flatMap((file) => {
            const name = /(?:^|\/)Pulumi\.(\w+)\.yaml$/.exec(file)?.[1];
            return name === undefined ? [] : [{ name, configFile: `examples/${file}` }];
        })
        .sort((a, b) => (a.configFile < b.configFile ? -1 : 1));
}

/** Without those that show an example's line in another way. */
export function exampleStacks(): ExampleStack[] {
    return everyExampleStack().filter(({ configFile }) => configFile.split("/").length === 3);
}
