/** Configuration from environment variables. */
@NullMarked
package klt.common.settings;

import org.jspecify.annotations.NullMarked;
