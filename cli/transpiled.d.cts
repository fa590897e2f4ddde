/** Makes a ts-node service remember what it has transpiled. */
export function remember(service: unknown, folder?: string): void;
