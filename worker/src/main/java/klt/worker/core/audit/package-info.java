/** An auditor's checks of the records that it reads: pure code that needs no list of sent messages. */
@NullMarked
package klt.worker.core.audit;

import org.jspecify.annotations.NullMarked;
