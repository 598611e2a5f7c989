/** Text made fit to be shown. */
@NullMarked
package klt.common.text;

import org.jspecify.annotations.NullMarked;
