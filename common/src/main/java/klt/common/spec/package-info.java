/** The user's input: the run spec, its parts, limits, presets and validation. */
@NullMarked
package klt.common.spec;

import org.jspecify.annotations.NullMarked;
