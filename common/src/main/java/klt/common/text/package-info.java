/** Text for display, and quantities as users write them. */
@NullMarked
package klt.common.text;

import org.jspecify.annotations.NullMarked;
