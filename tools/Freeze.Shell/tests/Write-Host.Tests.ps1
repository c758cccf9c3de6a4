# Write-Host and Write-Output.

Describe 'Write-Host' {
    It 'writes to the information stream, for the host' {
        $record = Write-Host 'hello' 6>&1
        $record | Should -BeOfType System.Management.Automation.InformationRecord
        $record.Tags | Should -Be 'PSHOST'
        $record.MessageData | Should -BeOfType System.Management.Automation.HostInformationMessage
        $record.MessageData.NoNewLine | Should -BeFalse
        (Write-Host 'hello' -NoNewline 6>&1).MessageData.NoNewLine | Should -BeTrue
    }

    It 'writes <Name> as <Text>' -ForEach @(
        @{ Name = 'words'; Words = 'a', 'b', 'c'; Text = 'a b c' }
        @{ Name = 'an empty word'; Words = '', 'a'; Text = ' a' }
        @{ Name = 'nested lists'; Words = 1, @(2, 3); Text = '1 2 3' }
        @{ Name = 'nothing'; Words = $null; Text = '' }
        @{ Name = 'a number'; Words = 1.5; Text = '1.5' }
        @{ Name = 'an object'; Words = [pscustomobject] @{ a = 1 }; Text = '@{a=1}' }
        @{ Name = 'a table'; Words = [ordered]@{ a = 1; b = 2 }; Text = '[a, 1] [b, 2]' }
        @{ Name = 'XML'; Words = ([xml] '<root/>').DocumentElement; Text = 'root' }
    ) {
        "$(Write-Host $Words 6>&1)" | Should -BeExactly $Text
    }

    It 'joins all words of the command line, with a separator' {
        "$(Write-Host a b c 6>&1)" | Should -BeExactly 'a b c'
        "$(Write-Host a, b, (1, 2) -Separator '-' 6>&1)" | Should -BeExactly 'a-b-1-2'
        "$(Write-Host a b -Separator $null 6>&1)" | Should -BeExactly 'ab'
    }

    It 'writes a line for each object of the pipeline' {
        @(1, 2 | Write-Host 6>&1) | Should -HaveCount 2
        "$(Write-Host 6>&1)" | Should -BeExactly ''
    }

    It 'takes colours, and only real ones' {
        $message = (Write-Host x -ForegroundColor Red -BackgroundColor blue 6>&1).MessageData
        $message.ForegroundColor | Should -Be 'Red'
        $message.BackgroundColor | Should -Be 'Blue'
        { Write-Host x -ForegroundColor Nope } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,*'
    }
}

Describe 'Write-Output' {
    It 'emits objects one by one' {
        Write-Output 1, 2, 3 | Should -HaveCount 3
        Write-Output 1 2 3 | Should -HaveCount 3
        1, 2 | Write-Output | Should -Be 1, 2
        @(Write-Output $null).Count | Should -Be 1
        @(Write-Output @()).Count | Should -Be 0
    }

    It 'emits a collection as one under -NoEnumerate' {
        @(Write-Output 1, 2, 3 -NoEnumerate | ForEach-Object { "<$_>" }) | Should -Be '<1 2 3>'
    }
}
