// An assertion inside a callback of `output.apply` fails into a promise that no test awaits: the test stays green.
// Await the value and assert on that. Also follows functions of the same file that the callback names or calls.

const assertModules = new Set(["assert", "assert/strict", "node:assert", "node:assert/strict", "chai"]);
const assertGlobals = new Set(["assert", "expect", "should"]);
const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** @type {import("eslint").Rule.RuleModule} */
export default {
    meta: {
        type: "problem",
        docs: { description: "forbid assertions inside the callback of `apply`" },
        messages: {
            lost: "an assertion inside `apply` can fail without failing the test; await the value and assert on that",
        },
        schema: [],
    },
    create(context) {
        const { sourceCode } = context;

        function definitionOf(identifier) {
            for (let scope = sourceCode.getScope(identifier); scope; scope = scope.upper) {
                const variable = scope.set.get(identifier.name);
                if (variable) return variable.defs[0];
            }
            return undefined;
        }

        function isAssertion(callee) {
            let start = callee;
            while (start.type === "MemberExpression" || start.type === "CallExpression") {
                start = start.type === "MemberExpression" ? start.object : start.callee;
            }
            if (start.type !== "Identifier") return false;
            const definition = definitionOf(start);
            if (definition === undefined) return assertGlobals.has(start.name);
            return definition.type === "ImportBinding" && assertModules.has(String(definition.parent.source?.value));
        }

        /** The function an expression stands for, when this file defines it. */
        function functionOf(node) {
            if (functions.has(node.type)) return node;
            if (node.type !== "Identifier") return undefined;
            const definition = definitionOf(node);
            const candidate = definition?.type === "Variable" ? definition.node.init : definition?.node;
            return candidate && functions.has(candidate.type) ? candidate : undefined;
        }

        /** The first assertion reached from a function, through calls of other functions of the file. */
        function findAssertion(node, seen) {
            if (seen.has(node)) return undefined;
            seen.add(node);
            if (node.type === "CallExpression") {
                if (isAssertion(node.callee)) return node;
                const called = functionOf(node.callee);
                if (called && findAssertion(called, seen)) return node;
            }
            for (const key of sourceCode.visitorKeys[node.type] ?? []) {
                for (const child of [node[key]].flat()) {
                    const found = child && findAssertion(child, seen);
                    if (found) return found;
                }
            }
            return undefined;
        }

        return {
            'CallExpression[callee.type="MemberExpression"][callee.property.name="apply"]'(node) {
                const callback = node.arguments[0] && functionOf(node.arguments[0]);
                const found = callback && findAssertion(callback, new Set());
                if (!found) return;
                // Point at the assertion when it stands in the callback, at the callback when it stands elsewhere.
                const inside = found.range[0] >= node.range[0] && found.range[1] <= node.range[1];
                context.report({ node: inside ? found : node.arguments[0], messageId: "lost" });
            },
        };
    },
};
