package klt.worker.control;

import java.util.Optional;
import java.util.function.Consumer;
import klt.common.clock.Ticker;
import klt.common.protocol.ControlRecord.DesiredRun;
import klt.common.protocol.EndCode;
import klt.common.protocol.Plan;
import klt.common.protocol.RunProgress.Failure;
import klt.common.protocol.StatusRecord.RunState;
import klt.worker.clock.BusTime;
import klt.worker.core.Lifecycle;
import klt.worker.core.Lifecycle.Command.StartSending;
import klt.worker.core.Lifecycle.SendAssignment;
import klt.worker.produce.Preparation;
import klt.worker.produce.ProducerEngine;
import klt.worker.produce.RunMeter;
import klt.worker.produce.SendGate;
import klt.worker.report.Reporter;
import klt.worker.report.RunReport;

/**
 * Creates engines that send with Kafka's producer and report to a {@link Reporter}. The engine of a run that sends nothing has no producer.
 *
 * @param gate closed while the worker must not send
 */
public record ProducerEngines(Preparation preparation, Reporter reporter, BusTime busTime, Ticker ticker, SendGate gate)
        implements RunEngines {

    @Override
    public RunEngine of(DesiredRun desired, Consumer<Lifecycle.Event> events) {
        return new Engine(desired, events);
    }

    private final class Engine implements RunEngine {

        private final String run;
        private final Consumer<Lifecycle.Event> events;
        private final RunMeter meter = new RunMeter();
        private final RunReport report;
        private Optional<ProducerEngine> producer = Optional.empty();
        private boolean reported;

        Engine(DesiredRun desired, Consumer<Lifecycle.Event> events) {
            run = desired.run();
            this.events = events;
            report = new RunReport(run, meter, busTime);
        }

        @Override
        public void prepare(Plan plan) {
            Optional<String> refusal = preparation.refusal(plan.spec());
            if (refusal.isPresent()) {
                events.accept(new Lifecycle.Event.Broken(new Failure(EndCode.WORKER_FAILED, refusal.get())));
                return;
            }
            if (!plan.spec().load().sends()) {
                events.accept(new Lifecycle.Event.Prepared());
                return;
            }
            ProducerEngine made =
                    new ProducerEngine(run, plan, preparation, busTime, ticker, meter, gate, reporter::wake, events);
            producer = Optional.of(made);
            made.prepare();
        }

        @Override
        public void startSending(StartSending order) {
            report.toStart(producer.map(engine -> engine.startSending(order))
                    .orElseGet(() -> busTime.toTicker(order.startAt())));
        }

        @Override
        public void changeAssignment(SendAssignment assignment) {
            producer.ifPresent(engine -> engine.changeAssignment(assignment));
        }

        @Override
        public void partitions(int known) {
            producer.ifPresent(engine -> engine.partitions(known));
        }

        @Override
        public void stop() {
            producer.ifPresentOrElse(ProducerEngine::stop, () -> events.accept(new Lifecycle.Event.Drained()));
        }

        @Override
        public void abort() {
            producer.ifPresent(ProducerEngine::abort);
        }

        @Override
        public void toRevision(long revision) {
            report.toRevision(revision);
        }

        @Override
        public void toState(RunState state, Optional<Failure> failure) {
            report.toState(state, failure);
            if (reported) {
                reporter.wake();
            } else {
                reporter.add(report);
                reported = true;
            }
        }

        @Override
        public void forget() {
            reporter.remove(report);
        }
    }
}
