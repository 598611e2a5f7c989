/** The text of a spec and the objects in it, while they are read. */
@NullMarked
package klt.common.spec.input;

import org.jspecify.annotations.NullMarked;
