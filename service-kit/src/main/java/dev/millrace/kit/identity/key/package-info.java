/** Public and private keys in PEM, with the algorithms that each may be used with. */
@NullMarked
package dev.millrace.kit.identity.key;

import org.jspecify.annotations.NullMarked;
