# Write-Error, Write-Warning, Write-Verbose, Write-Debug, Write-Information and Write-Progress.

Describe 'Write-Error' {
    BeforeAll {
        function Test-Caller {
            [CmdletBinding()] param()
            Write-Error 'went wrong'
        }
    }

    It 'writes an error that goes on' {
        $record = Write-Error 'went wrong' 2>&1
        $record | Should -BeOfType System.Management.Automation.ErrorRecord
        $record.Exception | Should -BeOfType Microsoft.PowerShell.Commands.WriteErrorException
        $record.Exception.Message | Should -Be 'went wrong'
        $record.CategoryInfo.Category | Should -Be 'NotSpecified'
        $record.CategoryInfo.Activity | Should -Be 'Write-Error'
        $record.CategoryInfo.Reason | Should -Be 'WriteErrorException'
    }

    It 'names the function that called it' {
        $record = Test-Caller 2>&1
        $record.FullyQualifiedErrorId | Should -Be 'Microsoft.PowerShell.Commands.WriteErrorException,Test-Caller'
        $record.InvocationInfo.MyCommand.Name | Should -Be 'Test-Caller'
    }

    It 'takes all parts of a record' {
        $record = Write-Error -Exception ([System.IO.IOException]::new('inner')) -Message 'outer' -ErrorId 'my id' -Category InvalidData -TargetObject 5 `
            -RecommendedAction 'try again' -CategoryActivity act -CategoryReason why -CategoryTargetName name -CategoryTargetType type 2>&1
        $record.Exception | Should -BeOfType System.IO.IOException
        $record.ToString() | Should -Be 'outer'
        $record.Exception.Message | Should -Be 'inner'
        $record.FullyQualifiedErrorId | Should -BeLike 'my id*'
        $record.TargetObject | Should -Be 5
        $record.ErrorDetails.RecommendedAction | Should -Be 'try again'
        $record.CategoryInfo.ToString() | Should -Be 'InvalidData: (name:type) [act], why'
    }

    It 'passes a record on' {
        $given = [System.Management.Automation.ErrorRecord]::new([Exception]::new('x'), 'id', 'InvalidArgument', 'target')
        $record = Write-Error -ErrorRecord $given 2>&1
        $record.FullyQualifiedErrorId | Should -BeLike 'id*'
        $record.TargetObject | Should -Be 'target'
        $record.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'takes messages from the pipeline' {
        $records = 'one', 'two' | Write-Error 2>&1
        $records.Exception.Message | Should -Be 'one', 'two'
    }

    It 'ends the caller under -ErrorAction Stop' {
        { Write-Error 'went wrong' -ErrorAction Stop } | Should -Throw 'went wrong' -ExceptionType ([Microsoft.PowerShell.Commands.WriteErrorException])
        { Test-Caller -ErrorAction Stop } | Should -Throw 'went wrong'
    }

    It 'writes nothing under -ErrorAction SilentlyContinue, but remembers it' {
        Write-Error 'quiet' -ErrorAction SilentlyContinue -ErrorVariable errors 2>&1 | Should -BeNullOrEmpty
        $errors | Should -HaveCount 1
    }
}

Describe 'The other message commands' {
    BeforeAll {
        function Test-Messages {
            [CmdletBinding()] param()
            Write-Warning 'a warning'
            Write-Verbose 'in detail'
            Write-Debug 'inside'
            Write-Information 'note'
        }
    }

    It 'write to their streams' {
        $all = Test-Messages -Verbose -Debug -InformationAction Continue *>&1
        ($all | ForEach-Object { "$($_.GetType().Name) $_" }) | Should -Be 'WarningRecord a warning', 'VerboseRecord in detail', 'DebugRecord inside', 'InformationRecord note'
    }

    It 'name the function that called them' {
        (Test-Messages 3>&1).InvocationInfo.MyCommand.Name | Should -Be 'Test-Messages'
        (Test-Messages -Verbose 4>&1 3>$null).InvocationInfo.MyCommand.Name | Should -Be 'Test-Messages'
    }

    It 'are silent where they are not asked for' {
        @(Test-Messages -WarningAction SilentlyContinue 3>&1 4>&1 5>&1) | Should -HaveCount 0
        Test-Messages -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Message | Should -Be 'a warning'
    }

    It 'take messages from the pipeline' {
        ('one', 'two' | Write-Warning 3>&1).Message | Should -Be 'one', 'two'
        ('one', 'two' | Write-Verbose -Verbose 4>&1).Message | Should -Be 'one', 'two'
    }

    It 'stop under -WarningAction Stop' {
        { Write-Warning 'enough' -WarningAction Stop 3>$null } | Should -Throw -ErrorId 'ActionPreferenceStop,Microsoft.PowerShell.Commands.WriteWarningCommand'
    }
}

Describe 'Write-Information' {
    It 'carries any object, and tags' {
        $record = Write-Information @{ a = 1 } -Tags x, y 6>&1
        $record.MessageData.a | Should -Be 1
        $record.Tags | Should -Be 'x', 'y'
    }

    It 'keeps the tags of PowerShell' {
        { Write-Information x -Tags PSHOST } | Should -Throw -ErrorId 'PSPrefixReservedInInformationTag,*'
    }
}

Describe 'Write-Progress' {
    BeforeAll {
        # What a script reports, seen from outside. The session gets this command as it is here.
        function Get-Progress([string] $Script) {
            $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
            $command = Get-Command Write-Progress
            $state.Commands.Add([System.Management.Automation.Runspaces.SessionStateCmdletEntry]::new($command.Name, $command.ImplementingType, ''))
            $shell = [powershell]::Create($state)
            try {
                $null = $shell.AddScript($Script).Invoke()
                foreach ($record in $shell.Streams.Progress) { $record }
                if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
            }
            finally { $shell.Dispose() }
        }
    }

    It 'reports what it is given' {
        $record = Get-Progress 'Write-Progress Train "Epoch 1" -Id 3 -ParentId 2 -PercentComplete 40 -SecondsRemaining 7 -CurrentOperation step'
        $record.Activity | Should -Be 'Train'
        $record.StatusDescription | Should -Be 'Epoch 1'
        $record.ActivityId | Should -Be 3
        $record.ParentActivityId | Should -Be 2
        $record.PercentComplete | Should -Be 40
        $record.SecondsRemaining | Should -Be 7
        $record.CurrentOperation | Should -Be 'step'
        $record.RecordType | Should -Be 'Processing'
    }

    It 'has defaults, and needs no activity to end one' {
        $record = Get-Progress 'Write-Progress Train'
        $record.StatusDescription | Should -Be 'Processing'
        $record.PercentComplete | Should -Be -1
        (Get-Progress 'Write-Progress -Completed').RecordType | Should -Be 'Completed'
    }

    It 'refuses an activity without a name and shares that are none' {
        { Write-Progress } | Should -Throw -ErrorId 'MissingActivity,*'
        { Write-Progress x -PercentComplete 101 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Write-Progress x -Status '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}
