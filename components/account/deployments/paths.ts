// What changes a stack: the program, what it is installed from, and the stack's own settings.

/** The program without its tools: what index.ts loads. */
const PROGRAM = [
    "index.ts",
    "extend.ts",
    "bin/**",
    "components/**",
    "stacks/**",
    "text/**",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "Pulumi.yaml",
];

/** Another stack's settings are not among them: a change for staging alone leaves production alone. */
export function pathsOf(stack: string, own: readonly string[]): string[] {
    return [...PROGRAM, `Pulumi.${stack}.yaml`, ...own];
}
