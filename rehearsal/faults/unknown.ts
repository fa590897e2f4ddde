/** A fault that nobody knows, or that asks for what is not there. */
export class UnknownFault extends Error {}
