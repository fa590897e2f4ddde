/** What the plans do not say and AWS would know. The caller decides what that means for them. */
export class Undecided extends Error {}

/** Whether all hold. Where one certainly does not, it is the same what the undecided ones would say. */
export function allHold(tests: readonly (() => boolean)[]): boolean {
    let doubt: Undecided | undefined;
    for (const test of tests) {
        try {
            if (!test()) return false;
        } catch (error) {
            if (!(error instanceof Undecided)) throw error;
            doubt = error;
        }
    }
    if (doubt) throw doubt;
    return true;
}
