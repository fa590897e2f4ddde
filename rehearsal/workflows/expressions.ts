// GitHub's expressions, by GitHub's own evaluator; what it leaves to its host stands here.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
import type { Json } from "../../plan/document";
import { type Data, type FunctionDefinition, load, type Package } from "./expressions-package.cjs";
import { partsOf } from "./template";

/** What may be asked where an expression stands. */
export interface Available {
    readonly contexts: readonly string[];
    /** Beyond those that may be called everywhere. */
    readonly functions: readonly string[];
}

/** What an expression sees. */
export interface Scope {
    readonly contexts: Readonly<Record<string, Json>>;
    readonly functions?: Readonly<Record<string, (...args: readonly Json[]) => Json>>;
}

const STATUS = ["success", "failure", "always", "cancelled"];
/** Functions of some places only, with how many arguments they take. */
const SPECIAL: Readonly<Record<string, readonly [least: number, most: number]>> = {
    ...Object.fromEntries(STATUS.map((name) => [name, [0, 0] as const])),
    hashfiles: [1, 255],
};
/** Of one function's result: a few nested `format` would otherwise fill any memory. */
const LONGEST = 1024 * 1024;

export class UnusableExpression extends Error {}

export class Expressions {
    private constructor(private readonly github: Package) {}

    public static async load(): Promise<Expressions> {
        return new Expressions(await load());
    }

    /** Why it cannot be used where it stands, in GitHub's words. */
    public problem(expression: string, available: Available): string | undefined {
        try {
            this.parsed(expression, available);
            return undefined;
        } catch (error) {
            return (error as Error).message;
        }
    }

    /** Whether a condition asks how things went before; where it does not, `success()` is asked as well. */
    public asksStatus(condition: string): boolean {
        return expressionsIn(condition).some((expression) => {
            const words = this.tokens(expression).map(({ lexeme }) => lexeme.toLowerCase());
            return words.some((word, at) => STATUS.includes(word) && words[at + 1] === "(");
        });
    }

    /**
     * What `hashFiles` is asked in a text. Files are read before an expression is evaluated, so it has to be plain text;
     * nothing where it is something else.
     */
    public hashedIn(text: string): readonly (readonly string[] | undefined)[] {
        return partsOf(text).flatMap((part) => {
            if (!part.expression) return [];
            const words = this.tokens(part.text).map(({ lexeme }) => lexeme);
            return words.flatMap((word, at) => {
                if (word.toLowerCase() !== "hashfiles" || words[at + 1] !== "(") return [];
                const rest = words.slice(at + 2, words.indexOf(")", at));
                const isPlain = rest.every((each, index) => (index % 2 === 1 ? each === "," : each.startsWith("'")));
                return [isPlain ? rest.filter((_, index) => index % 2 === 0).map(unquoted) : undefined];
            });
        });
    }

    public evaluate(expression: string, scope: Scope): Json {
        return this.plain(this.data(expression, scope));
    }

    /** GitHub's idea of what is true, of a condition with or without its braces. */
    public holds(condition: string, scope: Scope): boolean {
        // Text beside braces makes all of it text, and text is true.
        const value = condition.includes("${{") ? this.value(condition, scope) : this.evaluate(condition, scope);
        return !(value === null || value === false || value === "" || value === 0 || Number.isNaN(value));
    }

    /** Text with its expressions filled in. */
    public fill(text: string, scope: Scope): string {
        return partsOf(text)
            .map((part) => (part.expression ? this.data(part.text, scope).coerceString() : part.text))
            .join("");
    }

    /** A value with all that is in it; one that is a single expression becomes what that is. */
    public value(written: Json, scope: Scope): Json {
        if (typeof written === "string") {
            const parts = partsOf(written);
            const [only] = parts;
            return parts.length === 1 && only?.expression === true
                ? this.evaluate(only.text, scope)
                : this.fill(written, scope);
        }
        if (Array.isArray(written)) return (written as readonly Json[]).map((item) => this.value(item, scope));
        if (written === null || typeof written !== "object") return written;
        return Object.fromEntries(Object.entries(written).map(([key, item]) => [key, this.value(item, scope)]));
    }

    private tokens(expression: string) {
        return new this.github.Lexer(expression).lex().tokens;
    }

    private parsed(expression: string, { contexts, functions }: Available) {
        const special = functions.map((name) => {
            const [minArgs, maxArgs] = SPECIAL[name.toLowerCase()] ?? [0, 255];
            return { name: name.toLowerCase(), minArgs, maxArgs };
        });
        return new this.github.Parser(this.tokens(expression), contexts, special).parse();
    }

    private data(expression: string, { contexts, functions = {} }: Scope): Data {
        const own = Object.entries(functions).map(([name, call]) => this.defined(name, call));
        const named = { contexts: Object.keys(contexts), functions: Object.keys(functions) };
        try {
            const all = new Map([...this.bounded(), ...own].map((each) => [each.name, each]));
            const held = this.dataOf(contexts);
            return new this.github.Evaluator(this.parsed(expression, named), held, all).evaluate();
        } catch (error) {
            throw new UnusableExpression(`\${{ ${expression.trim()} }}: ${(error as Error).message}`);
        }
    }

    private defined(name: string, call: (...args: readonly Json[]) => Json): FunctionDefinition {
        const answer = (...args: Data[]) => this.dataOf(call(...args.map((arg) => this.plain(arg))));
        return { name: name.toLowerCase(), minArgs: 0, maxArgs: 255, call: answer };
    }

    private bounded(): readonly FunctionDefinition[] {
        return Object.values(this.github.wellKnownFunctions).map((known) => ({
            ...known,
            name: known.name.toLowerCase(),
            call: (...args) => {
                const answer = known.call(...args);
                if (answer.primitive && answer.coerceString().length > LONGEST)
                    throw new Error(`${known.name} answers more than ${LONGEST} characters`);
                return answer;
            },
        }));
    }

    private dataOf(value: Json): Data {
        const { StringData, BooleanData, NumberData, Null, Array: List, Dictionary } = this.github.data;
        if (value === null) return new Null();
        if (typeof value === "string") return new StringData(value);
        if (typeof value === "boolean") return new BooleanData(value);
        if (typeof value === "number") return new NumberData(value);
        if (Array.isArray(value)) return new List(...(value as readonly Json[]).map((item) => this.dataOf(item)));
        const pairs = Object.entries(value as Readonly<Record<string, Json>>);
        return new Dictionary(...pairs.map(([key, item]) => ({ key, value: this.dataOf(item) })));
    }

    private plain(data: Data): Json {
        return JSON.parse(JSON.stringify(data, this.github.data.replacer)) as Json;
    }
}

/** Of a condition, all of it where it has no braces. */
function expressionsIn(text: string): readonly string[] {
    return text.includes("${{") ? partsOf(text).flatMap((part) => (part.expression ? [part.text] : [])) : [text];
}

function unquoted(word: string): string {
    return word.slice(1, -1).replaceAll("''", "'");
}

export function textsOf(value: unknown): Record<string, string> {
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(
        Object.entries(value as Readonly<Record<string, unknown>>).map(([name, each]) => {
            if (typeof each === "object" && each !== null) throw new UnusableExpression(`${name} is no text`);
            return [name, each === null ? "" : String(each)];
        }),
    );
}
