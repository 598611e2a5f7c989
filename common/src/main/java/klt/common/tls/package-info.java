/** Keys in PEM files. */
@NullMarked
package klt.common.tls;

import org.jspecify.annotations.NullMarked;
