/** What git says of a folder that `pulumi up` builds; without an id where the folder is in no checkout. */
export interface Checkout {
    /** The last commit that touched the folder; in a shallow clone, which cannot tell, the newest one. */
    readonly id?: string;
    readonly branch?: string;
    readonly message?: string;
    /** When it was committed, in ISO 8601. */
    readonly at?: string;
    /** Whether the folder holds what no commit has. */
    readonly dirty?: boolean;
    readonly shallow?: boolean;
    /** The hash of what the folder holds in that commit; said in a shallow clone. */
    readonly tree?: string;
}
