Describe 'Start-Sleep' {
    It 'waits <Name>' -ForEach @(
        @{ Name = 'seconds with a fraction'; Arguments = @{ Seconds = 0.3 } }
        @{ Name = 'milliseconds'; Arguments = @{ Milliseconds = 300 } }
        @{ Name = 'a duration'; Arguments = @{ Duration = [timespan]::FromSeconds(0.3) } }
    ) {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Start-Sleep @Arguments | Should -BeNullOrEmpty
        $watch.ElapsedMilliseconds | Should -BeGreaterThan 280
        $watch.ElapsedMilliseconds | Should -BeLessThan 2000
    }

    It 'waits for each object of the pipeline' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        0.1, 0.1 | Start-Sleep
        $watch.ElapsedMilliseconds | Should -BeGreaterThan 180
    }

    It 'stops at once' {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
        $command = Get-Command Start-Sleep
        $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateCmdletEntry]::new($command.Name, $command.ImplementingType, ''))
        $shell = [powershell]::Create($state)
        try {
            $null = $shell.AddScript('"begun"; Start-Sleep 60')
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke($output, $output)
            while ($output.Count -eq 0) { [System.Threading.Thread]::Sleep(10) }
            [System.Threading.Thread]::Sleep(200)
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 5000
            $running.IsCompleted | Should -BeTrue
        }
        finally { $shell.Dispose() }
    }

    It 'refuses what is no time' {
        { Start-Sleep -Milliseconds -1 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Start-Sleep -Duration '-1' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Start-Sleep -Duration '30.00:00' } | Should -Throw -ErrorId 'MaximumDurationExceeded,*'
    }
}
