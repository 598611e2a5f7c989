/** Formats text for display. */
@NullMarked
package klt.common.text;

import org.jspecify.annotations.NullMarked;
