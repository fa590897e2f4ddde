/** What git says of a folder that `pulumi up` builds. Without an `id` the folder is in no checkout. */
export interface Checkout {
    /** The last commit that touched the folder; in a shallow clone, which cannot tell, the newest one. */
    readonly id?: string;
    readonly branch?: string;
    readonly message?: string;
    /** When it was committed, in ISO 8601. */
    readonly at?: string;
    /** Whether the folder has changes that are not committed. */
    readonly dirty?: boolean;
    readonly shallow?: boolean;
    /** The hash of the folder's tree in that commit; only for a shallow clone. */
    readonly tree?: string;
}
