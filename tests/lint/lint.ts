import { ESLint, type Linter } from "eslint";
import * as path from "node:path";
import tseslint from "typescript-eslint";

const root = path.join(__dirname, "..", "..");
// The committed configuration, without what needs the types of a whole program: those files do not exist.
const untyped = new ESLint({
    cwd: root,
    overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
    ruleFilter: ({ ruleId }) =>
        ["no-restricted-syntax", "@typescript-eslint/no-restricted-imports", "fairlead/no-assert-in-apply"].includes(
            ruleId,
        ),
});

/** What `npm run lint` would say about this text, were it the file at that path. */
export async function lint(file: string, text: string): Promise<string[]> {
    const results = await untyped.lintText(text, { filePath: path.join(root, file) });
    return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}
