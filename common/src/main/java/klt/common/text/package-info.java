/** Formats text for display, and parses quantities. */
@NullMarked
package klt.common.text;

import org.jspecify.annotations.NullMarked;
