/** A run's result in the formats of CI systems and other tools: pure renderers, and the output files. */
@NullMarked
package klt.cli.export;

import org.jspecify.annotations.NullMarked;
