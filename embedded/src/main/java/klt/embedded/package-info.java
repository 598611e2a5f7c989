@NullMarked
package klt.embedded;

import org.jspecify.annotations.NullMarked;
