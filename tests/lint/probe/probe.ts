// Each line that is followed by a rule's name has to be refused by that rule, and by no other.
import { output } from "@pulumi/pulumi/output";

const name = output("web");

export function start(): void {
    Promise.resolve(1); // @typescript-eslint/no-floating-promises
}
export const urls = [
    String(`https://${name}`), // @pulumi/no-output-in-template-literal @typescript-eslint/restrict-template-expressions
    name.apply((text) => `https://${text}`),
];
export function next(port: number): string {
    return "port " + port; // @typescript-eslint/restrict-plus-operands
}
export function inner(outer: { readonly inner: number }): number {
    return outer?.inner; // @typescript-eslint/no-unnecessary-condition
}
export const lost = (value: any): boolean => value === 1; // @typescript-eslint/no-explicit-any
