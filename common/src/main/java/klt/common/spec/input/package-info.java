/** Parses a spec's text and reads the objects in it. */
@NullMarked
package klt.common.spec.input;

import org.jspecify.annotations.NullMarked;
