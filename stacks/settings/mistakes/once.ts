/** Made of each thing once, and kept as long as that thing is: schemas take longer to write than settings to be read by them. */
export function once<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
    const known = new WeakMap<Of, { readonly made: Made }>();
    return (of) => {
        const kept = known.get(of) ?? { made: make(of) };
        known.set(of, kept);
        return kept.made;
    };
}
