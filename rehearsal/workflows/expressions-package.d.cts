// What is used of @actions/expressions. Its own types are found by newer resolution than CommonJS here has.
export interface Data {
    /** 0 text, 1 list, 2 keys and values, 3 true or false, 4 number, 6 nothing. */
    readonly kind: number;
    readonly primitive: boolean;
    coerceString(): string;
}
/** A parsed expression; only the evaluator looks into it. */
type Node = object;
export interface FunctionDefinition {
    readonly name: string;
    readonly minArgs: number;
    readonly maxArgs: number;
    readonly call: (...args: Data[]) => Data;
}
interface Token {
    readonly lexeme: string;
}
export interface Package {
    readonly Lexer: new (text: string) => { lex(): { readonly tokens: readonly Token[] } };
    readonly Parser: new (
        tokens: readonly Token[],
        contexts: readonly string[],
        functions: readonly Omit<FunctionDefinition, "call">[],
    ) => { parse(): Node };
    readonly Evaluator: new (
        node: Node,
        contexts: Data,
        functions: ReadonlyMap<string, FunctionDefinition>,
    ) => { evaluate(): Data };
    readonly wellKnownFunctions: Readonly<Record<string, FunctionDefinition>>;
    readonly data: {
        readonly StringData: new (value: string) => Data;
        readonly BooleanData: new (value: boolean) => Data;
        readonly NumberData: new (value: number) => Data;
        readonly Null: new () => Data;
        readonly Array: new (...items: readonly Data[]) => Data;
        readonly Dictionary: new (...pairs: readonly { readonly key: string; readonly value: Data }[]) => Data;
        readonly replacer: (key: string, value: unknown) => unknown;
    };
}
export function load(): Promise<Package>;
