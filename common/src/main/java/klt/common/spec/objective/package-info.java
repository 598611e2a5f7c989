@NullMarked
package klt.common.spec.objective;

import org.jspecify.annotations.NullMarked;
