Describe 'Write-Output' {
    It 'hands objects on, enumerated or not' {
        @(Write-Output 1, 2, 3).Count | Should -Be 3
        @(Write-Output 1, 2, 3 -NoEnumerate).Count | Should -Be 1
        @(1, 2 | Write-Output) | Should -Be 1, 2
    }
}

Describe 'Write-Host' {
    It 'writes <Text> for <Name>' -ForEach @(
        @{ Name = 'a text'; Arguments = @{ Object = 'a' }; Text = 'a' }
        @{ Name = 'a list'; Arguments = @{ Object = 1, 'b', 3 }; Text = '1 b 3' }
        @{ Name = 'a separator'; Arguments = @{ Object = 1, 2; Separator = '-' }; Text = '1-2' }
        @{ Name = 'nothing'; Arguments = @{}; Text = '' }
    ) {
        $record = Write-Host @Arguments 6>&1
        "$($record.MessageData)" | Should -Be $Text
        $record.Tags | Should -Contain 'PSHOST'
    }

    It 'keeps colours and open lines with the message' {
        $record = Write-Host 'x' -NoNewline -ForegroundColor Green 6>&1
        $record.MessageData.NoNewLine | Should -BeTrue
        $record.MessageData.ForegroundColor | Should -Be 'Green'
    }
}

Describe 'Write-Error' {
    It 'makes a record of what it is given' {
        $record = Write-Error 'bad' -ErrorId Mine -Category InvalidData -TargetObject 7 -RecommendedAction 'mend it' 2>&1
        "$record" | Should -Be 'bad'
        $record.FullyQualifiedErrorId | Should -Be 'Mine'
        $record.CategoryInfo.Category | Should -Be 'InvalidData'
        $record.TargetObject | Should -Be 7
        $record.ErrorDetails.RecommendedAction | Should -Be 'mend it'
    }

    It 'names the exception where it is given no id' {
        (Write-Error 'bad' 2>&1).FullyQualifiedErrorId | Should -Be 'Microsoft.PowerShell.Commands.WriteErrorException'
        (Write-Error -Exception ([System.FormatException]::new('f')) 2>&1).FullyQualifiedErrorId | Should -Be 'System.FormatException'
    }

    It 'stops where errors are to stop' {
        { Write-Error 'bad' -ErrorAction Stop } | Should -Throw 'bad'
    }
}

Describe 'The other streams' {
    It 'take warnings, verbose and debug messages, and information' {
        Write-Warning 'w' 3>&1 | Should -Be 'w'
        Write-Verbose 'v' -Verbose 4>&1 | Should -Be 'v'
        Write-Verbose 'v' 4>&1 | Should -BeNullOrEmpty
        Write-Debug 'd' -Debug 5>&1 | Should -Be 'd'
        $record = Write-Information 'i' -Tags a, b 6>&1
        $record.MessageData | Should -Be 'i'
        $record.Tags | Should -Be 'a', 'b'
    }

    It 'take progress' {
        { Write-Progress -Activity 'work' -Status 's' -PercentComplete 50 -Id 3; Write-Progress -Activity 'work' -Id 3 -Completed } | Should -Not -Throw
        { Write-Progress -Activity 'work' -PercentComplete 101 } | Should -Throw
    }
}
