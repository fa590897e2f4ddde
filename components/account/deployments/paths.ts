// What changes a stack: the program, what it is installed from, and the stack's own settings.

/** The program, as far as index.ts loads it. */
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

/** Without other stacks' settings, so that a change for staging only does not start production. */
export function pathsOf(stack: string, own: readonly string[]): string[] {
    return [...PROGRAM, `Pulumi.${stack}.yaml`, ...own];
}
