// CloudWatch's metric math as far as alarms of plans use it, over one period at a time; the rest is refused by name.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
import { NotRehearsed } from "../../account/gateway";

/** A number, or nothing where the period has none. */
export type Value = number | undefined;
type Formula = (valueOf: (id: string) => Value) => Value;

type Operator = (a: number, b: number) => Value;
const truth = (holds: boolean) => (holds ? 1 : 0);

/** Weakest first. */
const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
    { OR: (a, b) => truth(a !== 0 || b !== 0), "||": (a, b) => truth(a !== 0 || b !== 0) },
    { AND: (a, b) => truth(a !== 0 && b !== 0), "&&": (a, b) => truth(a !== 0 && b !== 0) },
    {
        ">": (a, b) => truth(a > b),
        "<": (a, b) => truth(a < b),
        ">=": (a, b) => truth(a >= b),
        "<=": (a, b) => truth(a <= b),
        "==": (a, b) => truth(a === b),
        "!=": (a, b) => truth(a !== b),
    },
    { "+": (a, b) => a + b, "-": (a, b) => a - b },
    // A division by zero leaves no data point.
    { "*": (a, b) => a * b, "/": (a, b) => (b === 0 ? undefined : a / b) },
];

const FUNCTIONS = new Map<string, (...values: readonly Value[]) => Value>([
    ["IF", (condition, yes, no) => (condition === undefined ? undefined : condition !== 0 ? yes : no)],
    ["FILL", (value, instead) => value ?? instead],
    ["ABS", (value) => value && Math.abs(value)],
    ["CEIL", (value) => value && Math.ceil(value)],
    ["FLOOR", (value) => value && Math.floor(value)],
]);

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|&&|\|\||[<>=!]=|[-+*/()<>,])/y;

export function parseFormula(expression: string): Formula {
    const tokens = tokensOf(expression);
    const take = (): string => tokens.shift() ?? refuse("an expression that ends too early", expression);
    const expect = (token: string): void => {
        const found = take();
        if (found !== token) refuse(`${found} where ${token} is expected`, expression);
    };

    const level = (depth: number): Formula => {
        const operators = LEVELS[depth];
        if (!operators) return atom();
        let left = level(depth + 1);
        for (let name = tokens[0]; name !== undefined; name = tokens[0]) {
            const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
            if (!operator) break;
            tokens.shift();
            left = binary(operator, left, level(depth + 1));
        }
        return left;
    };
    const atom = (): Formula => {
        const token = take();
        if (token === "(") {
            const inner = level(0);
            expect(")");
            return inner;
        }
        if (token === "-")
            return binary(
                (a, b) => a - b,
                () => 0,
                atom(),
            );
        if (/^\d/.test(token)) return () => Number(token);
        if (!/^\w/.test(token)) return refuse(token, expression);
        return tokens[0] === "(" ? call(token) : (valueOf) => valueOf(token);
    };
    const call = (name: string): Formula => {
        const known = FUNCTIONS.get(name) ?? refuse(`the function ${name}`, expression);
        expect("(");
        const given = [level(0)];
        while (tokens[0] === ",") {
            tokens.shift();
            // FILL(m, REPEAT) and FILL(m, LINEAR) need the periods around.
            const filler = tokens.at(0) ?? "";
            if (name === "FILL" && /^[A-Z]+$/.test(filler)) refuse(`FILL with ${filler}`, expression);
            given.push(level(0));
        }
        expect(")");
        return (valueOf) => known(...given.map((formula) => formula(valueOf)));
    };

    const formula = level(0);
    return tokens.length === 0 ? formula : refuse(tokens.join(" "), expression);
}

function binary(operator: Operator, left: Formula, right: Formula): Formula {
    return (valueOf) => {
        const [a, b] = [left(valueOf), right(valueOf)];
        return a === undefined || b === undefined ? undefined : operator(a, b);
    };
}

function tokensOf(expression: string): string[] {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let found = TOKEN.exec(expression); found; found = TOKEN.exec(expression)) tokens.push(found[1] ?? "");
    const read = expression.replace(/\s/g, "").length;
    if (tokens.join("").length !== read) refuse("its spelling", expression);
    return tokens;
}

function refuse(what: string, expression: string): never {
    throw new NotRehearsed(`metric math with ${what}, in ${expression}`);
}
