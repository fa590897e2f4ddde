// Functions of Lambda that no plan makes, and whose text somebody has in a folder: `--function <name>=<folder>`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export type Language = "nodejs" | "python";

/** How files of each language end. */
const ENDINGS: Readonly<Record<Language, readonly string[]>> = { nodejs: [".mjs", ".cjs", ".js"], python: [".py"] };
/** What the console of Lambda calls them. */
const USUAL = ["index.handler", "lambda_function.lambda_handler", "index.lambda_handler"];

/** By a function's ARN, with or without an alias, or its name. */
export function nameOfFunction(arn: string): string {
    return arn.split(":function:")[1]?.split(":")[0] ?? arn;
}

/** Where a function in this folder begins, where nobody says so; none where no file is called as they usually are. */
export function usualHandler(folder: string): string | undefined {
    // `index.py` begins otherwise than `index.js`: the language decides between two that have one file.
    return USUAL.find((handler) => {
        const language = languageOf(folder, handler);
        return language !== undefined && handler.endsWith("lambda_handler") === (language === "python");
    });
}

/** By the file that a handler names; none where there is no such file. */
export function languageOf(folder: string, handler: string): Language | undefined {
    const file = join(folder, moduleOf(handler));
    return (Object.keys(ENDINGS) as Language[]).find((each) =>
        ENDINGS[each].some((ending) => existsSync(`${file}${ending}`)),
    );
}

/** What a handler says in front of its last point. */
function moduleOf(handler: string): string {
    return handler.slice(0, handler.lastIndexOf("."));
}

/** Everything in it but an SDK of AWS's, which Lambda brings, and what only git reads. */
export function filesIn(folder: string): readonly (readonly [path: string, bytes: Buffer])[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((path) => !/(^|\/)(\.git|node_modules\/@aws-sdk|boto3|botocore)\//.test(relative(folder, path)))
        .map((path) => [relative(folder, path), readFileSync(path)] as const);
}
