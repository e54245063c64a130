// Package notify tells customers about their orders. It leaks goroutines in two ways, which the
// goroutine snapshots show:
//
//   - Notify gives up after a timeout, but the delivery then blocks for ever on a channel that
//     nobody receives from (chan send);
//   - a webhook waits for an acknowledgement that a lost peer never gives (chan receive).
package notify

import (
	"context"
	"errors"
	"runtime/pprof"
	"sync"
	"time"
)

var errTimeout = errors.New("notification timed out")

// Gateway delivers a message by one channel.
type Gateway interface {
	Name() string
	Send(ctx context.Context, id string) error
}

// Dispatcher sends messages, several at a time, through its gateways.
type Dispatcher struct {
	gateways []Gateway
	timeout  time.Duration
	queue    chan message
	idle     *sync.Cond
}

type message struct {
	id      string
	gateway Gateway
}

// Start makes a Dispatcher with a pool of workers that live as long as ctx.
func Start(ctx context.Context, workers int, timeout time.Duration, gateways ...Gateway) *Dispatcher {
	d := &Dispatcher{
		gateways: gateways,
		timeout:  timeout,
		queue:    make(chan message, 1024),
		idle:     sync.NewCond(new(sync.Mutex)),
	}
	for range workers {
		go d.worker(ctx)
	}
	go d.reportIdle()
	return d
}

// Enqueue asks for a message about an order through the gateway that its number chooses.
func (d *Dispatcher) Enqueue(id string, number int) {
	d.queue <- message{id, d.gateways[number%len(d.gateways)]}
}

func (d *Dispatcher) worker(ctx context.Context) {
	for {
		select {
		case m := <-d.queue:
			_ = d.Notify(ctx, m.gateway, m.id)
		case <-ctx.Done():
			return
		}
	}
}

// Notify delivers one message, or gives up on it.
func (d *Dispatcher) Notify(ctx context.Context, g Gateway, id string) error {
	sent := make(chan error) // the leak: unbuffered, so a late delivery has nobody to hand its result to
	labels := pprof.Labels("gateway", g.Name())
	go pprof.Do(ctx, labels, func(ctx context.Context) { sent <- deliver(ctx, g, id) })

	select {
	case err := <-sent:
		return err
	case <-time.After(d.timeout):
		return errTimeout
	}
}

// deliver tries three times.
func deliver(ctx context.Context, g Gateway, id string) (err error) {
	for range 3 {
		if err = g.Send(ctx, id); err == nil {
			return nil
		}
	}
	return err
}

// reportIdle waits for a signal that never comes, as many a helper goroutine does.
func (d *Dispatcher) reportIdle() {
	d.idle.L.Lock()
	for {
		d.idle.Wait()
	}
}
