/** Judges by a sample who sent the records of a topic. */
@NullMarked
package klt.controller.core.preflight.contents;

import org.jspecify.annotations.NullMarked;
