# Defines carried_unpack for images: there is nothing to unpack, the machines pull.
carried_unpack() { take_image; }
