/** Reads the text of a spec and the objects in it. */
@NullMarked
package klt.common.spec.input;

import org.jspecify.annotations.NullMarked;
