using Freeze.Models;
using Freeze.Tests.Freezing;
using Xunit;

namespace Freeze.Tests.Models;

/// <summary>A model is trained by one run at a time, and holds still for whatever else wants it.</summary>
public sealed class ModelLockTests
{
    [Fact]
    public void A_second_run_is_refused_whatever_thread_it_is_on()
    {
        using var model = SmallNetwork.Convolutional();
        using var run = model.Use.Train();
        Assert.Equal(ErrorCode.ModelBusy, Assert.Throws<FreezeException>(() => { model.Use.Train(); }).Code);
        Assert.Equal(ErrorCode.ModelBusy, Elsewhere(() => model.Use.Train())?.Code);
    }

    [Fact]
    public void Between_two_epochs_another_run_of_the_same_pipeline_takes_its_turn()
    {
        using var model = SmallNetwork.Convolutional();
        using var outer = model.Use.Train();
        outer.IsAtRest = true;
        Assert.Equal(ErrorCode.ModelBusy, Elsewhere(() => model.Use.Train())?.Code);
        using (model.Use.Train())
            Assert.Equal(ErrorCode.ModelBusy, Assert.Throws<FreezeException>(() => { model.Use.Train(); }).Code);
        using var next = model.Use.Train();
    }

    [Fact]
    public void Only_the_thread_of_a_run_may_use_its_model_meanwhile()
    {
        using var model = SmallNetwork.Convolutional();
        using (model.Use.Train())
        {
            using var own = model.Use.Borrow();
            Assert.Equal(ErrorCode.ModelBusy, Elsewhere(() => model.Use.Borrow())?.Code);
        }

        Assert.Null(Elsewhere(() => model.Use.Borrow().Dispose()));
    }

    [Fact]
    public void What_only_reads_goes_on_side_by_side_and_keeps_runs_away()
    {
        using var model = SmallNetwork.Convolutional();
        using (model.Use.Borrow())
        {
            Assert.Null(Elsewhere(() => model.Use.Borrow().Dispose()));
            Assert.Equal(ErrorCode.ModelBusy, Elsewhere(() => model.Use.Train())?.Code);
        }

        using var run = model.Use.Train();
    }

    private static FreezeException? Elsewhere(Action work)
    {
        FreezeException? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (FreezeException found)
            {
                error = found;
            }
        });
        thread.Start();
        thread.Join();
        return error;
    }
}
