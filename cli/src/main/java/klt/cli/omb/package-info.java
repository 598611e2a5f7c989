@NullMarked
package klt.cli.omb;

import org.jspecify.annotations.NullMarked;
